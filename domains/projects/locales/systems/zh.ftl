## systems
