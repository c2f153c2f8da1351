"""The demo's sample: real places, public bodies by generic names; people and events are invented."""
