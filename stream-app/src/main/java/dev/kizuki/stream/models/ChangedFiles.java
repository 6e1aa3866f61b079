package dev.kizuki.stream.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which of some files were written since the last look. Not thread-safe. */
final class ChangedFiles {
  private final Map<Path, FileStamp> seen = new LinkedHashMap<>();

  /** Remembers the present state of each file. Duplicates count once. */
  ChangedFiles(Collection<Path> files) {
    files.forEach(file -> seen.computeIfAbsent(file, FileStamp::of));
  }

  /** All files, in the order that they were given. */
  Set<Path> all() {
    return seen.keySet();
  }

  /** Returns the files that changed since the last call; each change is returned once. */
  List<Path> next() {
    List<Path> changed = new ArrayList<>();
    for (Map.Entry<Path, FileStamp> entry : seen.entrySet()) {
      FileStamp now = FileStamp.of(entry.getKey());
      if (!now.equals(entry.getValue())) {
        entry.setValue(now);
        changed.add(entry.getKey());
      }
    }
    return changed;
  }
}
