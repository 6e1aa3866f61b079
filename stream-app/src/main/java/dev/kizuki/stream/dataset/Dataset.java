package dev.kizuki.stream.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Judgement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The provenance of an exported data set, as the file {@code provenance.json} beside its folders.
 *
 * @param made when it was exported
 * @param by the user who exported it
 * @param from the first moment of the images
 * @param to the moment behind the last image
 * @param devices the pattern of the devices
 * @param incomplete says what Kafka no longer holds of the alerts of this time; null if it holds
 *     all
 * @param files the images, one for each file
 * @param gone the images that Kafka no longer holds
 * @param notReadable the images that are no PNG, JPEG or BMP file, for example raw pixels
 * @param repeated the images that were not written because the same bytes were written before
 * @param contradictory the images among them that were judged real elsewhere
 * @param leftOut the number of images that do not belong into the set, by reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dataset(
    Instant made,
    String by,
    Instant from,
    Instant to,
    String devices,
    @Nullable String incomplete,
    List<Image> files,
    List<Image> gone,
    List<Image> notReadable,
    int repeated,
    List<Image> contradictory,
    Map<String, Integer> leftOut) {
  public Dataset {
    files = List.copyOf(files);
    gone = List.copyOf(gone);
    notReadable = List.copyOf(notReadable);
    contradictory = List.copyOf(contradictory);
  }

  /**
   * An image of the set.
   *
   * @param file the path below the folder of the set; null if it was not written
   * @param kind real, false-alarm, near-miss or normal
   * @param at when it arrived
   * @param place the place in Kafka, as topic-partition@offset
   * @param sha256 the digest of the image as it came
   * @param score distance / threshold, when it was scored
   * @param incident the id of its incident; null if it belongs to none
   * @param verdict the verdict of a person; null if there is none
   * @param judgedBy the author of the verdict; null if there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(
      @Nullable String file,
      String kind,
      String device,
      Instant at,
      String place,
      String sha256,
      double distance,
      double threshold,
      double score,
      ModelReference model,
      @Nullable String incident,
      Judgement.@Nullable Verdict verdict,
      @JsonProperty("by") @Nullable String judgedBy,
      @Nullable String note) {}
}
