package dev.kizuki.trainer.photo;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.export.FusedModel;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.vae.PhotoStep;
import java.util.List;
import java.util.Map;

/**
 * A detector for photographs, ready for its threshold.
 *
 * @param model the graph from images to distances
 * @param calibration the distance of each normal image, from Gaussians that were fitted without its
 *     fold
 * @param auroc the AUROC of each feature, of spoiled copies of normal images against the images;
 *     features in {@code model} and those that were left out
 * @param used the features in {@code model}
 * @param outliers the positions of normal images that are unlike the others, the largest distance
 *     first
 * @param steps the losses in the course of the training
 * @param proof the comparison of the exported graph with the network
 */
public record PhotoDetector(
    FusedModel model,
    Calibration calibration,
    Map<PhotoFeature, Double> auroc,
    List<PhotoFeature> used,
    List<Integer> outliers,
    List<PhotoStep> steps,
    PhotoProof proof) {}
