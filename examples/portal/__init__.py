"""The portal of a fictional province: an example of a host of portal_widgets."""
