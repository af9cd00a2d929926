def show_problems(work):
    pass
