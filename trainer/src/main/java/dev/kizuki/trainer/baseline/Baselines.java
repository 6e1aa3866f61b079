package dev.kizuki.trainer.baseline;

import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import java.util.ArrayList;
import java.util.List;

/** Fits all baselines to the same normal training images. To add a baseline, add it here. */
public final class Baselines {
  /** The largest side of the images for the baselines on pixels. */
  private static final int SMALL_SIDE = 28;

  /** The number of training images that the baselines are fitted to. */
  public static final int MOST_IMAGES = 10_000;

  private Baselines() {}

  /**
   * Fits the baselines.
   *
   * @param training normal images; the first {@value #MOST_IMAGES} are used
   * @param input the shape of the images that the model takes
   * @return the fitted baselines; none if fewer than two images can be decoded
   */
  public static List<Baseline> fit(
      List<LabelledImage> training, ImageDecoder decoder, Preprocessing input) {
    List<LabelledImage> used = training.stream().limit(MOST_IMAGES).toList();
    DecodedImages full = DecodedImages.of(used, decoder, input);
    if (full.size() < 2) {
      return List.of();
    }
    Preprocessing smallShape = small(input);
    DecodedImages small = DecodedImages.of(used, decoder, smallShape);
    PrincipalComponents components = PrincipalComponents.of(small);
    List<Baseline> baselines = new ArrayList<>();
    baselines.add(NearestNeighbours.fit(small));
    baselines.add(new PcaResidual(smallShape, components));
    baselines.add(new PixelMahalanobis(smallShape, components));
    GradientsAlone.fit(full).ifPresent(baselines::add);
    return baselines;
  }

  /**
   * The same aspect ratio and alignment in gray, with no side longer than {@value #SMALL_SIDE}
   * pixels.
   */
  private static Preprocessing small(Preprocessing input) {
    double scale = Math.min(1, (double) SMALL_SIDE / Math.max(input.width(), input.height()));
    return new Preprocessing(
        1,
        Math.max(1, (int) Math.round(input.height() * scale)),
        Math.max(1, (int) Math.round(input.width() * scale)),
        Resize.STRETCH,
        input.alignment());
  }
}
