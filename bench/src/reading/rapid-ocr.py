"""RapidOCR with the models its package carries: an order a line on stdin, an answer a line on stdout."""
import json
import resource
import sys
import time

from rapidocr import RapidOCR

engine = RapidOCR(
    params={
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "critical",
    }
)
answers = sys.stdout
sys.stdout = sys.stderr
for order in sys.stdin:
    path = json.loads(order)["path"]
    cpu, wall = time.process_time(), time.perf_counter()
    answer = {}
    try:
        found = engine(path)
        answer["lines"] = list(found.txts or [])
    except Exception as error:
        answer = {"lines": [], "error": str(error)[:200]}
    answer["cpuMs"] = (time.process_time() - cpu) * 1000
    answer["wallMs"] = (time.perf_counter() - wall) * 1000
    answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
