"""The words of files: PDF, DOCX and XLSX. Needs portal_widgets[gazette]. It runs in commands and tasks, never
in a request of a reader.
"""
