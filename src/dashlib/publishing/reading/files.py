def read_files(files, workspace, tell):
    raise NotImplementedError
