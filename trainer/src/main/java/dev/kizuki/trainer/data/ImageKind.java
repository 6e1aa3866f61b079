package dev.kizuki.trainer.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kind of a file by the ending of its name: an image that is read, one that is not, or no
 * image.
 */
final class ImageKind {
  private static final Set<String> READ = Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib");

  /** The images that no decoder of ours reads, by their endings. */
  private static final Map<String, String> NOT_READ =
      Map.ofEntries(
          Map.entry("tif", "TIFF"),
          Map.entry("tiff", "TIFF"),
          Map.entry("webp", "WebP"),
          Map.entry("gif", "GIF"),
          Map.entry("heic", "HEIC"),
          Map.entry("heif", "HEIC"),
          Map.entry("avif", "AVIF"),
          Map.entry("jp2", "JPEG 2000"),
          Map.entry("j2k", "JPEG 2000"),
          Map.entry("jxl", "JPEG XL"),
          Map.entry("pgm", "PGM"),
          Map.entry("ppm", "PPM"),
          Map.entry("pnm", "PNM"),
          Map.entry("tga", "TGA"),
          Map.entry("exr", "OpenEXR"),
          Map.entry("dcm", "DICOM"),
          Map.entry("npy", "NumPy"),
          Map.entry("dng", "camera raw"),
          Map.entry("cr2", "camera raw"),
          Map.entry("nef", "camera raw"),
          Map.entry("arw", "camera raw"),
          Map.entry("raw", "raw"));

  private ImageKind() {}

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Returns whether the name is that of a PNG, JPEG or BMP file. */
  static boolean isRead(Path file) {
    return READ.contains(ending(file));
  }

  /** The name of the format, if the file is an image that is not read. */
  static Optional<String> notRead(Path file) {
    if (file.getFileName().toString().indexOf('.') < 0) {
      return Optional.of("without an ending");
    }
    return Optional.ofNullable(NOT_READ.get(ending(file)));
  }
}
