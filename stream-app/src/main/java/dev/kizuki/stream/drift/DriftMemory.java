package dev.kizuki.stream.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.stream.camera.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge about the drift of one device, for a store. It becomes about 3 KB of JSON for a
 * latent code of 16 values.
 *
 * @param reference the burn-in that images are compared with; null for none
 * @param lastMs when the last image arrived that counted, milliseconds since 1970
 * @param bets the evidence; empty for none
 * @param look what the pictures looked like after the burn-in; null if it is not known
 * @param usual the latent codes at the end of the burn-in; null if they are not known
 * @param latent the latent codes now; null if they are not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DriftMemory(
    @Nullable String reference,
    long lastMs,
    List<BetMemory> bets,
    @Nullable Look look,
    @Nullable LatentMemory usual,
    @Nullable LatentMemory latent) {
  /** Nothing is known. */
  public static final DriftMemory NONE = new DriftMemory(null, 0, List.of(), null, null, null);

  public DriftMemory {
    bets = List.copyOf(bets);
  }
}
