"""The steps that bring a database's tables to where the code's are, oldest first."""
