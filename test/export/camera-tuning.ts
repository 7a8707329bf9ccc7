/** A stock tuning file of a sensor on a Pi 4, made here; strict JSON. */
export const CAMERA_TUNING = `{
    "version": 2.0,
    "target": "bcm2835",
    "algorithms": [
        { "rpi.black_level": { "black_level": 4096 } },
        { "rpi.lux": { "reference_lux": 800, "gain": 1.10 } },
        { "rpi.awb": {
            "priors": [ { "lux": 0, "prior": [ 2000, 1.0, 13000, 1.0 ] } ],
            "modes": { "auto": { "lo": 2500.0, "hi": 7600 }, "0": { "lo": 3e3, "hi": 4000 } },
            "bayes": 1,
            "ct_curve": [ 2500.0, 0.9, 0.30, 4000.0, 0.62, 0.48, 5000.0, 0.5, 0.6, 7600, 0.4, 0.7 ],
            "sensitivity_r": 1.05, "sensitivity_b": 1.05,
            "transverse_pos": 0.03, "transverse_neg": 0.03
        } },
        { "rpi.agc": { "speed": 0.2 } },
        { "rpi.ccm": { "ccms": [
            { "ct": 3000, "ccm": [ 1.9, -0.7, -0.2, -0.4, 1.6, -0.2, -0.2, -0.8, 2.0 ] },
            { "ct": 7000, "ccm": [ 1.7, -0.5, -0.2, -0.4, 1.8, -0.4, -0.1, -0.5, 1.6 ] }
        ] } }
    ]
}
`;
