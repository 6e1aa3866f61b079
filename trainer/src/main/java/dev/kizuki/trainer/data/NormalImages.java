package dev.kizuki.trainer.data;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The normal images of a data set, decoded and preprocessed, from which a model is made. Unreadable
 * files and exact duplicates are left out and reported.
 */
public final class NormalImages {
  private final PixelStore store;
  private final List<String> names;
  private final DataReport report;
  private final String sha256;

  private NormalImages(PixelStore store, List<String> names, DataReport report, String sha256) {
    this.store = store;
    this.names = names;
    this.report = report;
    this.sha256 = sha256;
  }

  /**
   * Reads the images twice: first to find sizes and duplicates, then to store them.
   *
   * @param shape the shape that the user asked for; the images decide what it leaves open
   */
  public static NormalImages read(DataSet data, String label, ShapeRequest shape) {
    ImageDecoder decoder = data.decoder();
    SortedMap<String, Integer> sizes = new TreeMap<>();
    Map<String, String> firstByDigest = new HashMap<>();
    Map<String, String> duplicates = new LinkedHashMap<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    List<LabelledImage> kept = new ArrayList<>();
    List<LabelledImage> normals =
        data.train().stream().filter(image -> image.label().equals(label)).toList();
    for (LabelledImage image : normals) {
      byte[] payload = image.read(unreadable).orElse(null);
      if (payload == null) {
        continue;
      }
      Decoding decoding = decoder.decode(payload);
      if (decoding instanceof Rejection rejection) {
        unreadable.put(image.name(), rejection.detail());
        continue;
      }
      Pixels pixels = (Pixels) decoding;
      String first = firstByDigest.putIfAbsent(ModelFile.sha256(payload), image.name());
      if (first != null) {
        duplicates.put(image.name(), first);
        continue;
      }
      sizes.merge("%d x %d".formatted(pixels.width(), pixels.height()), 1, Integer::sum);
      shape.see(pixels);
      kept.add(image);
    }
    DataReport report =
        new DataReport(
            data.origin(), label, normals.size(), kept.size(), sizes, duplicates, unreadable);
    if (kept.isEmpty()) {
      throw new DataException("No normal image could be read.\n" + report);
    }
    return keep(decoder, kept, shape.resolve(), report);
  }

  private static NormalImages keep(
      ImageDecoder decoder, List<LabelledImage> images, Preprocessing shape, DataReport report) {
    PixelStore store = new PixelStore(shape, images.size());
    MessageDigest digest = sha256Digest();
    for (int i = 0; i < images.size(); i++) {
      LabelledImage image = images.get(i);
      if (!(decoder.decode(image.payload().get()) instanceof Pixels pixels)) {
        throw new DataException(image.name() + " changed while it was being read");
      }
      shape
          .write(pixels, store.image(i))
          .ifPresent(
              rejection -> {
                throw new DataException("%s: %s".formatted(image.name(), rejection.detail()));
              });
      digest.update(store.image(i));
    }
    return new NormalImages(
        store,
        images.stream().map(LabelledImage::name).toList(),
        report,
        HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the same images; each access to their pixels is reported, to show progress. */
  public NormalImages watched(Runnable access) {
    return new NormalImages(store.watched(access), names, report, sha256);
  }

  /** The preprocessed images, in the order of the data set. */
  public PixelStore store() {
    return store;
  }

  /** The names of the images, in the order of the data set. */
  public List<String> names() {
    return names;
  }

  public DataReport report() {
    return report;
  }

  /** The SHA-256 of the preprocessed pixels of all images in order, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** The shape that the user asks for; the images decide what it leaves open. */
  public static final class ShapeRequest {
    /** The largest default side, in pixels. Larger images are scaled down to it. */
    static final int MAX_DEFAULT_SIDE = 512;

    /** The side from which images are seen in windows and keep their aspect, in pixels. */
    private static final int LEAST_WINDOWED_SIDE = 64;

    /** The smallest shorter side for windows, in pixels. */
    private static final int LEAST_SHORTER_SIDE = 40;

    private final int channels;
    private final int askedWidth;
    private final int askedHeight;
    private final Map<Size, Integer> seen = new LinkedHashMap<>();

    /**
     * @param width the width, in pixels; 0 for the width of the images
     * @param height the height, in pixels; 0 for the height of the images
     */
    public ShapeRequest(int channels, int width, int height) {
      this.channels = channels;
      this.askedWidth = width;
      this.askedHeight = height;
    }

    /** Whether images of this size are seen in windows by default. */
    public static boolean isWindowed(int width, int height) {
      return Math.max(width, height) >= LEAST_WINDOWED_SIDE
          && Math.min(width, height) >= LEAST_SHORTER_SIDE;
    }

    void see(Pixels pixels) {
      seen.merge(new Size(pixels.width(), pixels.height()), 1, Integer::sum);
    }

    /** Images that all have one moderate size keep it. Other images are resized. */
    Preprocessing resolve() {
      if (askedWidth > 0) {
        return resized(askedHeight, askedWidth);
      }
      Size usual = Collections.max(seen.entrySet(), Map.Entry.comparingByValue()).getKey();
      double scale =
          Math.min(
              1,
              Math.max(
                  (double) MAX_DEFAULT_SIDE / Math.max(usual.width, usual.height),
                  (double) LEAST_SHORTER_SIDE / Math.min(usual.width, usual.height)));
      if (scale == 1 && seen.size() == 1 && (!usual.isWindowed() || usual.isMultipleOf8())) {
        return new Preprocessing(channels, usual.height, usual.width, Resize.NONE);
      }
      return usual.isWindowed()
          ? resized(multipleOf8(usual.height * scale), multipleOf8(usual.width * scale))
          : resized(usual.height, usual.width);
    }

    private Preprocessing resized(int height, int width) {
      boolean windowed = new Size(width, height).isWindowed();
      return new Preprocessing(channels, height, width, windowed ? Resize.FIT : Resize.STRETCH);
    }

    /** The size in pixels. */
    private record Size(int width, int height) {
      boolean isWindowed() {
        return ShapeRequest.isWindowed(width, height);
      }

      boolean isMultipleOf8() {
        return width % 8 == 0 && height % 8 == 0;
      }
    }

    private static int multipleOf8(double side) {
      return Math.max(8, (int) Math.round(side / 8) * 8);
    }
  }
}
