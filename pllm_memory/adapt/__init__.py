"""Adapting: a model of each user's own. An adapter carries style and preference; facts stay in memory."""
