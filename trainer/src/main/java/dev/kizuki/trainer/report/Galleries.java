package dev.kizuki.trainer.report;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.evaluation.TestScores.ScoredImage;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Selects the test images for the report. If the model sees windows, they have heat maps. */
final class Galleries {
  private static final int SHOWN_IMAGES = 12;

  /** The largest side of a picture, in pixels. Larger pictures are scaled down. */
  private static final int LARGEST_SIDE = 256;

  private final ModelMetadata metadata;
  private final DataSet data;
  private final TestScores scores;
  private final GraphRunner model;

  /**
   * @param model the model with these metadata; the caller must close it
   */
  Galleries(ModelMetadata metadata, DataSet data, TestScores scores, GraphRunner model) {
    this.metadata = metadata;
    this.data = data;
    this.scores = scores;
    this.model = model;
  }

  /** A heading with images. */
  record Gallery(String heading, List<Thumbnail> images, boolean none) {}

  /** An image with its score and its origin. */
  record Thumbnail(String source, String score, String title) {}

  List<Gallery> all() {
    double own = metadata.threshold().distance();
    Comparator<ScoredImage> byDistance = Comparator.comparingDouble(ScoredImage::distance);
    return List.of(
        gallery("Most normal", scores.normals().stream().sorted(byDistance)),
        gallery("Most anomalous", scores.anomalies().stream().sorted(byDistance.reversed())),
        gallery(
            "Missed: anomalous, but below the threshold",
            scores.anomalies().stream()
                .filter(image -> image.distance() <= own)
                .sorted(byDistance)),
        gallery(
            "False alarms: normal, but above the threshold",
            scores.normals().stream()
                .filter(image -> image.distance() > own)
                .sorted(byDistance.reversed())));
  }

  private Gallery gallery(String heading, Stream<ScoredImage> images) {
    List<ScoredImage> shown = images.limit(SHOWN_IMAGES).toList();
    // each image was scored, so each can be decoded
    DecodedImages decoded =
        DecodedImages.of(TestScores.images(shown), data.decoder(), metadata.preprocessing());
    List<BufferedImage> pictures =
        IntStream.range(0, decoded.size())
            .mapToObj(i -> picture(decoded.store().image(i)))
            .toList();
    if (model.hasOutput(ModelMetadata.MAP)) {
      paintWindows(decoded, pictures);
    }
    List<Thumbnail> thumbnails = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      thumbnails.add(
          new Thumbnail(
              Charts.dataUri(reduced(pictures.get(i))),
              "%.2f".formatted(shown.get(i).distance() / metadata.threshold().distance()),
              "%s, %s".formatted(shown.get(i).image().label(), shown.get(i).image().name())));
    }
    return new Gallery(heading, thumbnails, thumbnails.isEmpty());
  }

  private void paintWindows(DecodedImages images, List<BufferedImage> pictures) {
    int columns = (int) model.outputShape(ModelMetadata.MAP, 1)[2];
    model.run(
        ModelMetadata.MAP,
        pictures.size(),
        images.store()::image,
        (start, n, values) -> {
          int each = values.length / n;
          for (int i = 0; i < n; i++) {
            HeatMap.paint(
                pictures.get(start + i),
                Arrays.copyOfRange(values, i * each, (i + 1) * each),
                columns,
                metadata.threshold().distance());
          }
        });
  }

  private BufferedImage picture(ByteBuffer pixels) {
    Preprocessing shape = metadata.preprocessing();
    int plane = shape.height() * shape.width();
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int red = pixels.get(i) & 0xff;
      int green = shape.channels() == 3 ? pixels.get(i + plane) & 0xff : red;
      int blue = shape.channels() == 3 ? pixels.get(i + 2 * plane) & 0xff : red;
      picture.setRGB(i % shape.width(), i / shape.width(), red << 16 | green << 8 | blue);
    }
    return picture;
  }

  private static BufferedImage reduced(BufferedImage picture) {
    double scale = (double) LARGEST_SIDE / Math.max(picture.getWidth(), picture.getHeight());
    if (scale >= 1) {
      return picture;
    }
    int width = Math.max(1, (int) (picture.getWidth() * scale));
    int height = Math.max(1, (int) (picture.getHeight() * scale));
    BufferedImage reduced = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = reduced.createGraphics();
    graphics.drawImage(
        picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    graphics.dispose();
    return reduced;
  }
}
