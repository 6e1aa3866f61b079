package dev.kizuki.stream.recalibration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a recalibration, for people and as JSON.
 *
 * @param from the model that was recalibrated
 * @param written the new model; null if it was refused
 * @param begin the first moment of the history
 * @param end the moment behind the last image
 * @param incomplete says what Kafka no longer holds of this time; null if it holds all of it
 * @param devices the pattern of the devices
 * @param read the images that were read
 * @param rejected the images that the model rejects
 * @param images the images that calibrate
 * @param judgedFalseImages the images among them that belong to incidents that were judged false
 * @param judgedReal the images that were left out because their incidents were judged real
 * @param undecided the images that were left out because nobody has decided about them
 * @param trouble the images that were left out because of a faulty camera or a drift
 * @param repeated the images that were left out because the same bytes came again
 * @param falseAlarmRate the promised rate
 * @param before the old threshold
 * @param after the new threshold; null if there are too few images
 * @param lowestRate the lower end of the 95 % interval of the rate that the new threshold will show
 * @param highestRate the upper end
 * @param rateIfUndecidedAreFalse the rate if each undecided image is a false alarm
 * @param silencingRate the false-alarm rate at which no incident that was judged false is raised;
 *     null if none is raised
 * @param refit the new mean and whitening; null if they stay
 * @param effect the effect on the history; null if there are too few images
 * @param objections what speaks against it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecalibrationReport(
    ModelReference from,
    @Nullable ModelReference written,
    Instant begin,
    Instant end,
    @Nullable String incomplete,
    String devices,
    long read,
    long rejected,
    int images,
    int judgedFalseImages,
    int judgedReal,
    int undecided,
    int trouble,
    int repeated,
    double falseAlarmRate,
    double before,
    @Nullable Double after,
    @Nullable Double lowestRate,
    @Nullable Double highestRate,
    @Nullable Double rateIfUndecidedAreFalse,
    @Nullable Double silencingRate,
    @Nullable RefitReport refit,
    @Nullable Effect effect,
    List<Objection> objections) {
  public RecalibrationReport {
    objections = List.copyOf(objections);
  }
}
