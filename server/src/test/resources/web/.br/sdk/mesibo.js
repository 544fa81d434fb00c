€// the script of this test
