package dev.kizuki.image.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists the files of a folder. Training and scoring use it, so that both see the same images.
 *
 * <p>Files and folders that operating systems and programs put beside images are left out: see
 * {@link #isHidden}. Links are followed; a link to a folder above itself is left out.
 */
public final class FolderFiles {
  /** Names without a leading dot that no user gives to images, in lower case. */
  private static final Set<String> HIDDEN =
      Set.of(
          "__macosx",
          "__pycache__",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "system volume information",
          "lost+found");

  private FolderFiles() {}

  /**
   * Returns whether a file or folder is not meant by a user who names the folder around it. These
   * are names with a leading dot ({@code .ipynb_checkpoints}, {@code .DS_Store}, {@code ._x.png})
   * and names such as {@code __MACOSX} and {@code Thumbs.db}.
   */
  public static boolean isHidden(Path file) {
    Path last = file.getFileName();
    if (last == null) {
      return false;
    }
    String name = last.toString().toLowerCase(Locale.ROOT);
    return name.startsWith(".") || HIDDEN.contains(name);
  }

  /**
   * Returns the files and folders directly in a folder, sorted, without hidden ones.
   *
   * @throws UncheckedIOException if the folder cannot be listed
   */
  public static List<Path> in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !isHidden(entry)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the folder " + folder + ": " + fault(e), e);
    }
  }

  /**
   * Returns the files in a folder and in all folders below it, sorted, without hidden ones. The
   * path itself may have any name; if it is a file, it is the only one.
   *
   * <p>A link to nothing and a folder that cannot be listed are in the result. The user learns of
   * them when they are read.
   *
   * @throws UncheckedIOException if the path itself cannot be listed
   */
  public static List<Path> below(Path path) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          path,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new Collector(path, files));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path + ": " + fault(e), e);
    }
    Collections.sort(files);
    return files;
  }

  /** Says in words why a file or folder cannot be read. */
  public static String fault(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no such file, or it is a link to nothing";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path start;
    private final List<Path> files;

    Collector(Path start, List<Path> files) {
      this.start = start;
      this.files = files;
    }

    private boolean isLeftOut(Path path) {
      return !path.equals(start) && isHidden(path);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isLeftOut(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      // Links are followed, so a symbolic link here leads to nothing.
      boolean wanted = attributes.isRegularFile() || attributes.isSymbolicLink();
      if (wanted && !isLeftOut(file)) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
      if (path.equals(start)) {
        throw e;
      }
      if (!(e instanceof FileSystemLoopException) && !isLeftOut(path)) {
        files.add(path);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
