# Area desk
