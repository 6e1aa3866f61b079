package dev.kizuki.stream.event;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A verdict, the model that gave it, and when.
 *
 * @param model null if no model is configured for the device
 * @param picture what was measured in the image; null if it was not measured
 * @param shadow the verdict of the shadow model; null if no shadow scored the image
 * @param limit whose images gave the threshold
 * @param latent the latent code; null if the image was not measured, or the model gives none
 */
public record ModelVerdict(
    Verdict verdict,
    @Nullable ModelReference model,
    Instant scoredAt,
    @Nullable Picture picture,
    @Nullable ShadowVerdict shadow,
    LimitOwner limit,
    @Nullable LatentCode latent) {
  /** The verdict of a model under the model's own threshold. */
  public ModelVerdict(
      Verdict verdict,
      @Nullable ModelReference model,
      Instant scoredAt,
      @Nullable Picture picture,
      @Nullable ShadowVerdict shadow) {
    this(verdict, model, scoredAt, picture, shadow, LimitOwner.MODEL, null);
  }

  /** The same image under the threshold of a device or a line. */
  public ModelVerdict under(Verdict other, LimitOwner owner) {
    return new ModelVerdict(other, model, scoredAt, picture, shadow, owner, latent);
  }

  /** The verdict of an image that no shadow scored. */
  public ModelVerdict(
      Verdict verdict,
      @Nullable ModelReference model,
      Instant scoredAt,
      @Nullable Picture picture) {
    this(verdict, model, scoredAt, picture, null);
  }

  /** The verdict of an image that was not measured. */
  public ModelVerdict(Verdict verdict, @Nullable ModelReference model, Instant scoredAt) {
    this(verdict, model, scoredAt, null, null);
  }
}
