package dev.kizuki.trainer.data;

import dev.kizuki.model.Alignment;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.ImageSizes.Size;
import dev.kizuki.trainer.data.NormalImages.ShapeRequest;
import java.util.List;
import java.util.Optional;

/**
 * The model's input for a set of images.
 *
 * @param shape the input
 * @param sentences say what was chosen and why
 */
public record ShapeChoice(Preprocessing shape, List<String> sentences) {
  /** The longest default side of images of mixed sizes, or of large images, in pixels. */
  static final int MAX_DEFAULT_SIDE = 256;

  /** Images that all have one size keep it, if no side is longer than this, in pixels. */
  static final int MAX_OWN_SIDE = 384;

  /** The least shorter side that images are scaled down to, in pixels. */
  static final int LEAST_SHORTER_SIDE = 64;

  /** The factor between two aspects from which stretching would distort an image too much. */
  static final double OTHER_ASPECT = 2;

  /** The largest share of images with another aspect that are stretched nevertheless. */
  static final double MAX_OTHER_ASPECTS = 0.1;

  public ShapeChoice {
    sentences = List.copyOf(sentences);
  }

  /**
   * Chooses what the request leaves open.
   *
   * @throws DataException if the images shall be aligned and none shows a part
   */
  static ShapeChoice of(ShapeRequest request, ImageSizes sizes, PartSurvey parts) {
    boolean aligned =
        switch (request.align()) {
          case NONE -> false;
          case PART -> true;
          case AUTO -> parts.advises();
        };
    if (aligned) {
      return aligned(request, sizes, parts);
    }
    Chosen size = size(request, sizes);
    Resize resize = resize(request, sizes, size);
    return new ShapeChoice(
        new Preprocessing(request.channels(), size.height, size.width, resize),
        List.of(
            sentence(request, sizes, size, resize),
            "Images are not aligned%s."
                .formatted(
                    request.align() == AlignRule.NONE
                        ? ", as --align says"
                        : ": " + parts.reason())));
  }

  private static ShapeChoice aligned(ShapeRequest request, ImageSizes sizes, PartSurvey parts) {
    if (!parts.hasParts()) {
      throw new DataException(
          "No image shows a part that stands out from its background: leave --align part out");
    }
    double along = parts.length() * (1 + 2 * Alignment.MARGIN);
    double across = parts.width() + parts.length() * 2 * Alignment.MARGIN;
    Chosen size = alignedSize(request, along, across);
    int longer = Math.max(size.width, size.height);
    int shorter = Math.min(size.width, size.height);
    Alignment byMoments =
        new Alignment(
            hundredths(Math.max(along, across * longer / shorter)), hundredths(parts.offset()));
    Alignment alignment =
        new PartTemplate(parts.sketches(), size.height, size.width).addTo(byMoments);
    Resize resize = resize(request, sizes, size);
    return new ShapeChoice(
        new Preprocessing(
            request.channels(),
            size.height,
            size.width,
            resize == Resize.NONE ? Resize.STRETCH : resize,
            Optional.of(alignment)),
        List.of(
            "Images are aligned by their part%s."
                .formatted(
                    request.align() == AlignRule.PART
                        ? ", as --align says"
                        : ": " + parts.reason()),
            "The input is %d x %d pixels (%s). It shows %.0f pixels of an image along the part."
                .formatted(size.width, size.height, size.reason, alignment.length())));
  }

  private static Chosen alignedSize(ShapeRequest request, double along, double across) {
    if (request.width() > 0) {
      return new Chosen(request.width(), request.height(), "as --size says");
    }
    int longer = Math.min(MAX_DEFAULT_SIDE, Math.max(LEAST_SHORTER_SIDE, multipleOf8(along)));
    int shorter = multipleOf8(across * longer / along);
    return new Chosen(
        longer,
        Math.min(longer, Math.max(LEAST_SHORTER_SIDE, shorter)),
        "the median part with a margin" + (longer < multipleOf8(along) ? ", scaled down" : ""));
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static Chosen size(ShapeRequest request, ImageSizes sizes) {
    if (request.width() > 0) {
      return new Chosen(request.width(), request.height(), "as --size says");
    }
    Size typical = sizes.typical();
    boolean one = sizes.different() == 1;
    String origin = one ? "their own size" : "the median of their areas and aspects";
    if (!ShapeRequest.isPhotograph(typical.width(), typical.height())) {
      return new Chosen(typical.width(), typical.height(), origin);
    }
    int longest = Math.max(typical.width(), typical.height());
    int shortest = Math.min(typical.width(), typical.height());
    boolean keeps = one && longest <= MAX_OWN_SIDE;
    double scale =
        keeps
            ? 1
            : Math.min(
                1,
                Math.max(
                    (double) MAX_DEFAULT_SIDE / longest, (double) LEAST_SHORTER_SIDE / shortest));
    int width = multipleOf8(typical.width() * scale);
    int height = multipleOf8(typical.height() * scale);
    boolean same = width == typical.width() && height == typical.height();
    return new Chosen(
        width,
        height,
        scale < 1
            ? "%s, %s, scaled down".formatted(origin, typical)
            : same ? origin : "%s, %s, in multiples of 8".formatted(origin, typical));
  }

  private static Resize resize(ShapeRequest request, ImageSizes sizes, Chosen size) {
    if (request.resize().isPresent()) {
      return request.resize().get().resize();
    }
    boolean own =
        request.width() == 0
            && sizes.different() == 1
            && sizes.typical().equals(new Size(size.width, size.height));
    if (own) {
      return Resize.NONE;
    }
    return ShapeRequest.isPhotograph(size.width, size.height)
            && sizes.shareOfOtherAspects(OTHER_ASPECT) > MAX_OTHER_ASPECTS
        ? Resize.PAD
        : Resize.STRETCH;
  }

  private static String sentence(
      ShapeRequest request, ImageSizes sizes, Chosen size, Resize resize) {
    String what =
        switch (resize) {
          case NONE -> "taken as they are, ";
          case STRETCH -> "stretched to ";
          case FIT, PAD -> "scaled with their aspect kept and padded to ";
          case CROP -> "cropped to the middle and scaled to ";
        };
    String why =
        request.resize().isPresent()
            ? "; --resize says how"
            : sizes.different() == 1
                ? ""
                : "; %.0f %% of them differ from the median aspect by more than a factor of %.0f"
                    .formatted(100 * sizes.shareOfOtherAspects(OTHER_ASPECT), OTHER_ASPECT);
    return "Images are %s%d x %d pixels (%s%s)."
        .formatted(what, size.width, size.height, size.reason, why);
  }

  private static int multipleOf8(double side) {
    return Math.max(8, (int) Math.round(side / 8) * 8);
  }

  /** A size in pixels, with the reason. */
  private record Chosen(int width, int height, String reason) {}
}
