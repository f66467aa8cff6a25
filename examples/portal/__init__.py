"""The portal of a province that does not exist: what a host of portal_widgets looks like."""
