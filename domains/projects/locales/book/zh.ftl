## book
