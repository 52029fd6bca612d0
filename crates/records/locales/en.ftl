# documents

files-disk-full = The disk for files is full; the file was not kept. Tell the administrator.
files-unreachable = The file store cannot be reached for now. Try again later.
files-damaged = The stored file is damaged. Ask the administrator to restore it from a backup.
