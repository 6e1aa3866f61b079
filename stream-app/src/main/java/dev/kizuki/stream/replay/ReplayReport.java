package dev.kizuki.stream.replay;

import com.samskivert.mustache.Mustache;
import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.EvidencePicture;
import dev.kizuki.evidence.Explanation;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of a replay as one page without external resources, with the images that differ
 * and their heat maps by the model of the replay. Names of devices are escaped.
 */
public final class ReplayReport {
  private static final int SHOWN_SIDE = 256;

  private final String imagesTopic;
  private final RecordReader images;
  private final Model model;
  private final Threshold threshold;
  private final ImageLimits limits;

  /**
   * @param images reads the images that differ
   * @param threshold the threshold of the replay; the value 1 of the heat maps
   */
  public ReplayReport(
      String imagesTopic,
      RecordReader images,
      Model model,
      Threshold threshold,
      ImageLimits limits) {
    this.imagesTopic = imagesTopic;
    this.images = images;
    this.model = model;
    this.threshold = threshold;
    this.limits = limits;
  }

  /**
   * Writes {@code index.html}.
   *
   * @param folder the folder, which is made if it does not exist
   * @param leftOut sentences about what the replay leaves out
   * @return the page
   * @throws UncheckedIOException if the page cannot be written
   * @throws ServiceException if Kafka does not answer
   */
  public Path write(Path folder, ReplayResult result, List<String> leftOut) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("result", result);
    facts.put("days", String.format(Locale.ROOT, "%.2f", result.days()));
    facts.put("leftOut", leftOut);
    facts.put("missedReal", result.missedReal());
    facts.put("vanishedFalse", result.vanishedFalse());
    facts.put("keptReal", result.judged(Judgement.Verdict.REAL, /* kept= */ true).size());
    facts.put("keptFalse", result.judged(Judgement.Verdict.FALSE, /* kept= */ true).size());
    facts.put("images", pictures(result.different()));
    try (Reader template = template()) {
      String page = Mustache.compiler().defaultValue("").compile(template).execute(facts);
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("index.html"), page);
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to " + folder, e);
    }
  }

  private static Reader template() {
    return new InputStreamReader(
        Objects.requireNonNull(ReplayReport.class.getResourceAsStream("/replay-report.html")),
        StandardCharsets.UTF_8);
  }

  private List<Map<String, Object>> pictures(List<DifferentImage> different) {
    try (EvidenceRunner runner =
        new EvidenceRunner(model, threshold, limits, EvidenceRunner.DEFAULT_BUDGET)) {
      return different.stream().map(each -> facts(each, runner)).toList();
    }
  }

  private Map<String, Object> facts(DifferentImage image, EvidenceRunner runner) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("device", image.device());
    facts.put("at", image.at());
    facts.put("place", image.place());
    facts.put("raised", image.was() == null ? "would be raised" : "was raised");
    facts.put("was", image.was() == null ? "no alert" : score(image.was().score()));
    facts.put("would", image.score() == null ? "rejected" : score(image.score()));
    byte[] bytes = bytes(image);
    if (bytes == null) {
      facts.put("missing", "Kafka no longer holds the image.");
      return facts;
    }
    Explanation explanation = runner.explain(bytes);
    if (explanation instanceof Evidence evidence) {
      EvidencePicture picture =
          new EvidencePicture(evidence, EvidencePicture.scaleUpTo(SHOWN_SIDE, evidence.input()));
      facts.put("input", data(picture.input()));
      facts.put("map", data(picture.overlaid()));
    } else if (explanation instanceof Explanation.Rejected rejected) {
      facts.put("missing", rejected.rejection().detail());
    }
    return facts;
  }

  private byte @Nullable [] bytes(DifferentImage image) {
    Place place = image.place();
    try {
      return images.read(imagesTopic, place.partition(), place.offset()).value();
    } catch (RecordGoneException e) {
      return null;
    } catch (KafkaException e) {
      throw new ServiceException(
          "the image %s of the topic '%s' cannot be read: %s"
              .formatted(place, imagesTopic, e.getMessage()),
          e);
    }
  }

  private static String score(double score) {
    return String.format(Locale.ROOT, "%.3f", score);
  }

  private static String data(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
