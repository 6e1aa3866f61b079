package dev.kizuki.trainer.report;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Provenance;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataReport;
import dev.kizuki.trainer.evaluation.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the model card, a page about the model for people. Mitchell et al., "Model Cards for Model
 * Reporting", 2019.
 */
public final class ModelCard {
  private static final String FIGURES = "## Figures";

  /** A section of the card, from its heading to the next heading. */
  private static final Pattern FIGURES_SECTION =
      Pattern.compile("^" + FIGURES + "$.*?(?=^## |\\z)", Pattern.DOTALL | Pattern.MULTILINE);

  private ModelCard() {}

  /**
   * Replaces the section on the evaluation in a card.
   *
   * @param data a description of the test images
   * @throws DataException if there is no card
   */
  public static void writeFigures(Path card, Evaluation evaluation, String data) {
    String section =
        "%s\nOn the test part of %s:\n\n```\n%s```\n\n".formatted(FIGURES, data, evaluation.text());
    try {
      String text = Files.readString(card);
      Matcher old = FIGURES_SECTION.matcher(text);
      Files.writeString(
          card,
          old.find()
              ? old.replaceFirst(Matcher.quoteReplacement(section)).stripTrailing() + "\n"
              : text.stripTrailing() + "\n\n" + section.stripTrailing() + "\n");
    } catch (NoSuchFileException e) {
      throw new DataException("There is no card %s beside the model".formatted(card), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the card " + card, e);
    }
  }

  /**
   * Facts for the card that are not in the metadata.
   *
   * @param data the data that the model was made from
   * @param exportProof the difference between the graph and the trained network
   * @param promise the statement about the false-alarm rate that the calibration images allow
   * @param licence the licence of the data
   */
  public record Facts(DataReport data, String exportProof, String promise, String licence) {}

  /** Writes the card. */
  public static void write(ModelMetadata metadata, Facts facts, Path file) {
    Provenance provenance = metadata.provenance();
    Preprocessing input = metadata.preprocessing();
    Calibration calibration = metadata.calibration();
    String card =
        """
        # %s

        | | |
        |---|---|
        | input | %d x %d pixels, %s; other sizes are %s |
        | distance on | `%s`, %d values |
        | latent | %d dimensions |
        | threshold | %.6g, for a false-alarm rate of %.3g; %s |
        | distances of the calibration images | median %.4g, 99 %% %.4g, largest %.4g |

        ## Data
        %d files were found, %d used: %d to learn from,%s %d to calibrate. SHA-256 of the preprocessed pixels:
        `%s`. Anomalous images took no part.

        Licence of the data: %s.

        ## How it was made
        Seed %d; %s. Made with %s.

        ## Checked
        Exported graph against the trained network: %s.

        ## Limits
        Another camera, light or product needs a model of its own. The false-alarm rate holds for images
        like the calibration images, on average over many images. %d calibration images cannot promise a
        rate below %.2g.

        %s
        The model was not evaluated on test images yet. `./kizuki evaluate --model FILE --data DIR --card`
        adds the results here.
        """
            .formatted(
                metadata.title(),
                input.width(),
                input.height(),
                input.channels() == 1 ? "gray" : "colour",
                input.effect(),
                metadata.feature(),
                metadata.featureDimensions(),
                metadata.latentDimensions(),
                metadata.threshold().distance(),
                metadata.threshold().falseAlarmRate(),
                facts.promise(),
                calibration.quantile(0.5),
                calibration.quantile(0.99),
                calibration.quantile(1),
                facts.data().found(),
                facts.data().kept(),
                provenance.trainingImages(),
                provenance.validationImages() == 0
                    ? ""
                    : " %d to choose the feature and to watch the training,"
                        .formatted(provenance.validationImages()),
                provenance.calibrationImages(),
                provenance.dataSha256(),
                facts.licence(),
                provenance.seed(),
                list(provenance.settings()),
                list(provenance.software()),
                facts.exportProof(),
                provenance.calibrationImages(),
                1.0 / (provenance.calibrationImages() + 1),
                FIGURES);
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
