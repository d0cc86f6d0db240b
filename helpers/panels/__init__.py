"""The widgets: one module per panel, all made of ``base.Panel``."""
