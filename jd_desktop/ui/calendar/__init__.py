"""The calendar: a painted grid of bookings, its panels and its screen."""
