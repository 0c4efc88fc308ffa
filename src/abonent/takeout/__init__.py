"""What a person takes along: everything the house knows about them, in one archive (Regulation (EU) 2016/679, art. 15 and 20).

Stands above all rooms with data, and below the doors.
"""
