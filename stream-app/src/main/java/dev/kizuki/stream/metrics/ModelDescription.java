package dev.kizuki.stream.metrics;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The facts that the metrics show of a model that serves.
 *
 * @param reference name, version and SHA-256 of the model
 * @param threshold the threshold that it serves with
 * @param calibration the distances of its calibration images
 * @param passesSelfTest whether its last self-test passed
 * @param shadowScores whether its shadow scores; null if it has no shadow
 */
public record ModelDescription(
    ModelReference reference,
    Threshold threshold,
    Calibration calibration,
    BooleanSupplier passesSelfTest,
    @Nullable BooleanSupplier shadowScores) {}
