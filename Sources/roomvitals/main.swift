print("roomvitals")
