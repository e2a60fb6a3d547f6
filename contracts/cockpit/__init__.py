"""The renewal cockpit: every term near its end on one board, by month and by what has to be done about it."""
