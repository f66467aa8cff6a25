"""The journal stores records before the answer is sent: writer, files, format, and memory if no disk is
available.
"""
