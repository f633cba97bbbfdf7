"""The exports of shop systems, as they come: rows for the bulk import."""
