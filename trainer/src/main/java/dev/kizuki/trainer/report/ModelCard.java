package dev.kizuki.trainer.report;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Provenance;
import dev.kizuki.trainer.data.DataReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page beside a model that says what it is for a person. Mitchell et al., "Model Cards for
 * Model Reporting", 2019.
 */
public final class ModelCard {
  private ModelCard() {}

  /** Writes the card; what only a person knows (licence, intended use) is left to be filled in. */
  public static void write(ModelMetadata metadata, DataReport data, String exportProof, Path file) {
    Provenance provenance = metadata.provenance();
    String card =
        """
        # %s

        | | |
        |---|---|
        | input | %d x %d pixels, %s; other sizes are %s |
        | distance on | `%s`, %d values |
        | latent | %d dimensions |
        | threshold | %.6g, for a false-alarm rate of %s |
        | distances of the calibration images | median %.4g, 99 %% %.4g, largest %.4g |

        ## Data
        Learned from %d normal images, calibrated on %d others. %d files were found, %d used.
        SHA-256 of the preprocessed pixels: `%s`. Anomalous images took no part.

        ## How it was made
        Seed %d; %s. Made with %s.

        ## Checked
        Exported graph against the trained network: %s.

        ## Limits
        It knows the images that it was made from: another camera, light or product needs a model of
        its own. The false-alarm rate holds for images like the calibration images, over many of them;
        with %d of them it cannot be promised below %.2g.
        """
            .formatted(
                metadata.title(),
                metadata.preprocessing().width(),
                metadata.preprocessing().height(),
                metadata.preprocessing().channels() == 1 ? "gray" : "colour",
                switch (metadata.preprocessing().resize()) {
                  case NONE -> "rejected";
                  case STRETCH -> "scaled";
                },
                metadata.feature(),
                metadata.featureDimensions(),
                metadata.latentDimensions(),
                metadata.threshold().distance(),
                metadata.threshold().falseAlarmRate(),
                metadata.calibration().quantile(0.5),
                metadata.calibration().quantile(0.99),
                metadata.calibration().quantile(1),
                provenance.trainingImages(),
                provenance.calibrationImages(),
                data.found(),
                data.kept(),
                provenance.dataSha256(),
                provenance.seed(),
                list(provenance.settings()),
                list(provenance.software()),
                exportProof,
                provenance.calibrationImages(),
                1.0 / (provenance.calibrationImages() + 1));
    try {
      Files.writeString(file, card);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the card " + file, e);
    }
  }

  private static String list(Map<String, String> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
