"""The only package that imports Streamlit: shell, shared pieces of pages, and what each page draws; it computes no indicator."""
