"""What people and rules do with documents: the application, access, rules, pipeline, review, push, import."""
