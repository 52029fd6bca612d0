## money
