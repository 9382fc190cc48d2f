"""The lab of Polylens: trains, measures and exports model packs. Never imported by the app."""
