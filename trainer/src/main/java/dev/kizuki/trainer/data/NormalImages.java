package dev.kizuki.trainer.data;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.ServiceLimitsCheck;
import dev.kizuki.trainer.progress.Progress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The normal images of a data set, decoded and preprocessed, from which a model is made. Unreadable
 * files and exact duplicates are left out and reported.
 */
public final class NormalImages {
  private final ShapeChoice choice;
  private final PixelStore store;
  private final List<String> names;
  private final DataReport report;
  private final String sha256;
  private final ServiceLimitsCheck service;

  private NormalImages(
      ShapeChoice choice,
      PixelStore store,
      List<String> names,
      DataReport report,
      String sha256,
      ServiceLimitsCheck service) {
    this.choice = choice;
    this.store = store;
    this.names = names;
    this.report = report;
    this.sha256 = sha256;
    this.service = service;
  }

  /** Reads the images without showing the progress. */
  public static NormalImages read(DataSet data, String label, ShapeRequest shape) {
    return read(data, label, shape, Progress.SILENT);
  }

  /**
   * Reads the images twice: first to find sizes and duplicates, then to store them.
   *
   * @param shape the shape that the user asked for; the images decide what it leaves open
   */
  public static NormalImages read(
      DataSet data, String label, ShapeRequest shape, Progress progress) {
    ImageDecoder decoder = data.decoder();
    ServiceLimitsCheck service = new ServiceLimitsCheck();
    ImageSurvey survey = new ImageSurvey(decoder, shape.align());
    Map<String, String> firstByDigest = new HashMap<>();
    Map<String, String> duplicates = new LinkedHashMap<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    List<LabelledImage> kept = new ArrayList<>();
    List<LabelledImage> normals = data.normals(label);
    progress.begin("Reading the images", normals.size());
    for (LabelledImage image : normals) {
      progress.advance();
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
      survey.add(payload, pixels);
      service.add(payload);
      kept.add(image);
    }
    DataReport report =
        new DataReport(
            data.origin(),
            label,
            normals.size(),
            kept.size(),
            survey.sizes(),
            survey.turned(),
            survey.usedBits(),
            duplicates,
            unreadable);
    if (kept.isEmpty()) {
      throw new DataException("No normal image could be read.\n" + report);
    }
    progress.begin("Scaling the images", kept.size());
    ShapeChoice choice = ShapeChoice.of(shape, survey.sizes(), survey.parts());
    return keep(decoder, kept, choice, report, service, progress);
  }

  private static NormalImages keep(
      ImageDecoder decoder,
      List<LabelledImage> images,
      ShapeChoice choice,
      DataReport report,
      ServiceLimitsCheck service,
      Progress progress) {
    Preprocessing shape = choice.shape();
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
      progress.advance();
    }
    return new NormalImages(
        choice,
        store,
        images.stream().map(LabelledImage::name).toList(),
        report,
        HexFormat.of().formatHex(digest.digest()),
        service);
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The model's input, and why it was chosen. */
  public ShapeChoice choice() {
    return choice;
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

  /** Says that the service rejects some of these images by default; empty if it accepts all. */
  public Optional<String> beyondServiceLimits() {
    return service.sentence(store.shape());
  }

  /** The SHA-256 of the preprocessed pixels of all images in order, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /**
   * The shape that the user asks for; the images decide what it leaves open.
   *
   * @param channels 1 (gray) or 3 (red, green, blue)
   * @param width the width, in pixels; 0 for one that suits the images
   * @param height the height, in pixels; 0 for one that suits the images
   * @param resize the treatment of images of other sizes; empty for the one that suits the images
   * @param align whether the images are turned by the part that they show
   */
  public record ShapeRequest(
      int channels, int width, int height, Optional<ResizeRule> resize, AlignRule align) {
    /** The smallest longer side of a photograph, in pixels. */
    private static final int LEAST_LONGER_SIDE = 64;

    /** The smallest shorter side of a photograph, in pixels. */
    private static final int LEAST_SHORTER_SIDE = 40;

    /** A request that leaves the resizing and the alignment to the images. */
    public ShapeRequest(int channels, int width, int height) {
      this(channels, width, height, Optional.empty(), AlignRule.AUTO);
    }

    /**
     * Returns whether images of this size are photographs, which are seen place by place by
     * default.
     */
    public static boolean isPhotograph(int width, int height) {
      return Math.max(width, height) >= LEAST_LONGER_SIDE
          && Math.min(width, height) >= LEAST_SHORTER_SIDE;
    }
  }
}
