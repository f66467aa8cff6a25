"""Things that last while their facts change, such as administrative units and offices: dated versions, the
events that change them, and the way from an old thing to its successors and back. All of it is pure.
"""
