"""What each message means and does."""
