package dev.kizuki.stream;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.EvidencePicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the heat maps of files below one folder. The pictures of a file in a folder that the user
 * named are in a folder of the same name and structure. Files of the same name get numbers.
 */
final class HeatMapFiles {
  /** Small inputs are enlarged so that their longer side has nearly this many pixels. */
  private static final int SHOWN_SIDE = 512;

  private final Path folder;
  private final List<Path> named;
  private final Set<Path> used = new HashSet<>();

  /**
   * @param folder the folder to write to; it is made if it does not exist
   * @param named the files and folders that the user named
   * @throws IllegalArgumentException if the folder cannot be made or written to
   */
  HeatMapFiles(Path folder, List<Path> named) {
    this.folder = folder;
    this.named = List.copyOf(named);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--heatmap: the folder %s cannot be made; name another folder".formatted(folder), e);
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "--heatmap: the folder %s cannot be written to; name another folder".formatted(folder));
    }
  }

  /**
   * Writes {@code <name>-heatmap.png}, the map over the image, and {@code <name>-map.png}, the map
   * by itself.
   *
   * @param file one of the files that the user named, or a file in a folder that the user named
   * @throws UncheckedIOException if a picture cannot be written
   */
  void write(Path file, Evidence evidence) {
    Path stem = unused(stem(file));
    EvidencePicture picture =
        new EvidencePicture(evidence, EvidencePicture.scaleUpTo(SHOWN_SIDE, evidence.input()));
    write(stem, "-heatmap.png", picture.overlaid());
    write(stem, "-map.png", picture.bare());
  }

  private void write(Path stem, String suffix, byte[] png) {
    Path target = folder.resolve(stem.resolveSibling(stem.getFileName() + suffix));
    try {
      Files.createDirectories(target.getParent());
      Files.write(target, png);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }

  /** The path below the folder, without the end of the name. */
  private Path stem(Path file) {
    Path below =
        named.stream()
            .filter(path -> !path.equals(file) && file.startsWith(path))
            .findFirst()
            .map(path -> inFolder(path, file))
            .orElse(file.getFileName());
    String name = below.getFileName().toString();
    int end = name.lastIndexOf('.');
    return below.resolveSibling(end > 0 ? name.substring(0, end) : name);
  }

  private static Path inFolder(Path path, Path file) {
    Path below = path.relativize(file);
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? below : name.resolve(below);
  }

  private Path unused(Path stem) {
    Path free = stem;
    for (int number = 2; !used.add(free); number++) {
      free = stem.resolveSibling(stem.getFileName() + "-" + number);
    }
    return free;
  }
}
