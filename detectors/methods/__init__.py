"""The methods, one file each; every module here is found by ``detectors.registry``."""
