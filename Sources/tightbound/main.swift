print("tightbound")
