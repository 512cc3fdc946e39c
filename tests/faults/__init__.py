"""What goes on when something fails under the server: real processes, killed and cut off."""
