# Area documents
