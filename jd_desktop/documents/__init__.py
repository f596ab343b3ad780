"""What leaves the program to be read: letters by mail, paper."""
