package dev.kizuki.stream.evidence;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.EvidencePicture;
import dev.kizuki.evidence.HeatMap;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.models.DeviceExplainer.Explained;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Makes the records of a heat map. Under the id of the incident lies the map: a gray PNG of 8 bits,
 * one pixel for each cell of the grid, in score units. Under the id and {@link #INPUT} lies the
 * picture that the map belongs to, as PNG. Headers hold the scale.
 */
public final class EvidenceRecords {
  /** The end of the key of the picture that the map belongs to. */
  public static final String INPUT = "/input";

  /** The header of the largest value of the map, in score units: the sample 255. */
  public static final String FULL = "kizuki-full";

  /** The header that says how the map was made: exact or occlusion. */
  public static final String METHOD = "kizuki-method";

  /** The header of the rows and columns of the map, as in 32x32. */
  public static final String GRID = "kizuki-grid";

  /** The header of the digest of the image that the map belongs to. */
  public static final String IMAGE = "kizuki-image";

  /** The header of the digest of the model that gave the map. */
  public static final String MODEL = "kizuki-model";

  private EvidenceRecords() {}

  /**
   * Makes the two records of a map.
   *
   * @param sha256 the digest of the image
   */
  static List<ProducerRecord<String, byte[]>> of(
      String topic, Incident incident, String sha256, Explained explained, Evidence evidence) {
    EvidencePicture picture = new EvidencePicture(evidence);
    ProducerRecord<String, byte[]> input =
        new ProducerRecord<>(topic, incident.id() + INPUT, picture.input());
    ProducerRecord<String, byte[]> map =
        new ProducerRecord<>(topic, incident.id(), picture.inScoreUnits());
    for (ProducerRecord<String, byte[]> record : List.of(input, map)) {
      Headers headers = record.headers();
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, "image/png");
      ImageHeaders.set(headers, FULL, Double.toString(HeatMap.FULL));
      ImageHeaders.set(headers, METHOD, evidence.method().name().toLowerCase(Locale.ROOT));
      ImageHeaders.set(headers, GRID, evidence.rows() + "x" + evidence.columns());
      ImageHeaders.set(headers, IMAGE, sha256);
      ImageHeaders.set(headers, MODEL, explained.model().sha256());
    }
    return List.of(input, map);
  }
}
