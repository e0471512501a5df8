"""Who is at the other end: sessions on the server, logins, their throttle."""
