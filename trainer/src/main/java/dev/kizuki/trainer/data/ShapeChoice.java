package dev.kizuki.trainer.data;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.ImageSizes.Size;
import dev.kizuki.trainer.data.NormalImages.ShapeRequest;

/**
 * The model's input for a set of images.
 *
 * @param shape the input
 * @param sentence says what was chosen and why
 */
public record ShapeChoice(Preprocessing shape, String sentence) {
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

  /** Chooses what the request leaves open. */
  static ShapeChoice of(ShapeRequest request, ImageSizes sizes) {
    Chosen size = size(request, sizes);
    Resize resize = resize(request, sizes, size);
    return new ShapeChoice(
        new Preprocessing(request.channels(), size.height, size.width, resize),
        sentence(request, sizes, size, resize));
  }

  private static Chosen size(ShapeRequest request, ImageSizes sizes) {
    if (request.width() > 0) {
      return new Chosen(request.width(), request.height(), "as --size says");
    }
    Size typical = sizes.typical();
    boolean one = sizes.different() == 1;
    String origin = one ? "their own size" : "the median of their areas and aspects";
    if (!ShapeRequest.isWindowed(typical.width(), typical.height())) {
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
    return ShapeRequest.isWindowed(size.width, size.height)
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
