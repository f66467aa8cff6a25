"""The pages for readers: the directory, the redirect to a link, reports, template helpers."""
