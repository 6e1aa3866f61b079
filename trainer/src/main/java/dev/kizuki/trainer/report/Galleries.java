package dev.kizuki.trainer.report;

import dev.kizuki.evidence.BilinearScaling;
import dev.kizuki.evidence.HeatMap;
import dev.kizuki.image.Pixels;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.evaluation.MaskedImages;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import dev.kizuki.trainer.progress.Progress;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Selects the test images for the report. If the model gives a map, each image is shown with its
 * heat map; if there is a mask, with the outline of its defects.
 */
final class Galleries {
  private static final int SHOWN_IMAGES = 12;

  private final ModelMetadata metadata;
  private final DataSet data;
  private final Optional<Masks> masks;
  private final TestScores scores;
  private final GraphRunner model;
  private final ShownPicture shown;

  /**
   * @param model the model with these metadata; the caller must close it
   */
  Galleries(
      ModelMetadata metadata,
      DataSet data,
      Optional<Masks> masks,
      TestScores scores,
      GraphRunner model) {
    this.metadata = metadata;
    this.data = data;
    this.masks = masks;
    this.scores = scores;
    this.model = model;
    this.shown = new ShownPicture(metadata.preprocessing());
  }

  /**
   * A heading with images.
   *
   * @param none whether there are no images
   */
  record Gallery(String heading, List<Item> images, boolean none) {}

  /**
   * An image with its origin.
   *
   * @param id identifies the image on the page
   * @param panels the image, then the image below its heat map and the heat map alone, if there is
   *     one
   * @param score distance / threshold
   * @param name the path of the file below the folder of the data set
   */
  record Item(String id, List<Panel> panels, String score, String name) {}

  /** A picture with its meaning. */
  record Panel(String source, String alt) {}

  List<Gallery> all(Progress progress) {
    double own = metadata.threshold().distance();
    Comparator<ScoredImage> byDistance = Comparator.comparingDouble(ScoredImage::distance);
    List<Gallery> galleries = new ArrayList<>();
    if (!scores.anomalies().isEmpty()) {
      galleries.add(
          gallery("Most anomalous", scores.anomalies().stream().sorted(byDistance.reversed())));
      progress.advance();
      galleries.add(
          gallery(
              "Missed: anomalous, but not above the threshold",
              scores.anomalies().stream()
                  .filter(image -> image.distance() <= own)
                  .sorted(byDistance)));
    }
    progress.advance();
    if (!scores.normals().isEmpty()) {
      galleries.add(
          gallery(
              "False alarms: normal, but above the threshold",
              scores.normals().stream()
                  .filter(image -> image.distance() > own)
                  .sorted(byDistance.reversed())));
      progress.advance();
      galleries.add(gallery("Most normal", scores.normals().stream().sorted(byDistance)));
    }
    progress.advance();
    return galleries;
  }

  private Gallery gallery(String heading, Stream<ScoredImage> images) {
    List<ScoredImage> some = images.limit(SHOWN_IMAGES).toList();
    // each image was scored, so each can be decoded
    DecodedImages decoded =
        DecodedImages.of(TestScores.images(some), data.decoder(), metadata.preprocessing());
    List<Optional<float[]>> maps = maps(decoded);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < decoded.size(); i++) {
      ScoredImage image = some.get(i);
      items.add(
          new Item(
              "%s-%d".formatted(heading.replaceAll("[^A-Za-z]+", "-"), i),
              panels(image.image(), decoded.store().image(i), maps.get(i)),
              "%.2f".formatted(metadata.threshold().relative(image.distance())),
              image.image().name()));
    }
    return new Gallery(heading, items, items.isEmpty());
  }

  private List<Panel> panels(LabelledImage image, ByteBuffer input, Optional<float[]> map) {
    BufferedImage picture = shown.picture(input);
    BufferedImage plain = shown.picture(input);
    Optional<byte[]> mask = mask(image);
    mask.ifPresent(defects -> shown.outline(picture, defects));
    List<Panel> panels = new ArrayList<>();
    panels.add(new Panel(shown.encoded(picture), "image"));
    map.ifPresent(
        values -> {
          panels.add(
              new Panel(shown.encoded(HeatMap.over(plain, values)), "heat map over the image"));
          panels.add(new Panel(shown.encoded(HeatMap.bare(values, shown.width())), "heat map"));
        });
    return panels;
  }

  /** The maps in the size of the pictures, divided by the threshold. */
  private List<Optional<float[]>> maps(DecodedImages images) {
    List<Optional<float[]>> maps = new ArrayList<>();
    if (!model.hasOutput(ModelMetadata.MAP)) {
      for (int i = 0; i < images.size(); i++) {
        maps.add(Optional.empty());
      }
      return maps;
    }
    long[] size = model.outputShape(ModelMetadata.MAP, 1);
    BilinearScaling scaling =
        new BilinearScaling((int) size[1], (int) size[2], shown.height(), shown.width());
    model.run(
        ModelMetadata.MAP,
        images.size(),
        images.store()::image,
        (start, n, values) -> {
          for (int i = 0; i < n; i++) {
            float[] map = scaling.scale(values, i * (values.length / n));
            for (int j = 0; j < map.length; j++) {
              map[j] = (float) metadata.threshold().relative(map[j]);
            }
            maps.add(Optional.of(map));
          }
        });
    return maps;
  }

  /** The mask of an anomalous image. Missing masks were named before. */
  private Optional<byte[]> mask(LabelledImage image) {
    if (masks.isEmpty() || image.label().equals(scores.normal())) {
      return Optional.empty();
    }
    Preprocessing shape = metadata.preprocessing();
    return image
        .read(new HashMap<>())
        .map(bytes -> data.decoder().decode(bytes))
        .filter(Pixels.class::isInstance)
        .map(Pixels.class::cast)
        .flatMap(
            pixels ->
                new MaskedImages(shape, masks.get()).mask(image, false, pixels, new HashMap<>()));
  }
}
