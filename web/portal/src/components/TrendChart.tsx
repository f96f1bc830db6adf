import { useState } from "react";
import type { PointerEvent } from "react";
import { type Chart, HEIGHT, WIDTH } from "../chart.ts";
import "./trend-chart.css";

interface Properties {
  chart: Chart;
  /** What the picture shows, for readers; the values themselves stand in a table below it. */
  label: string;
  /** What the band is called. */
  band: string;
}

/** A trend drawn on the server; once it is alive, the value nearest to the finger or pointer is told. */
export default function TrendChart({ chart, label, band }: Properties) {
  const last = chart.points.length - 1;
  const [chosen, choose] = useState(last);
  const path = chart.points.map((point, index) => `${index === 0 ? "M" : "L"}${point.x} ${point.y}`).join("");
  const shown = chart.points[chosen] ?? chart.points[last]!;

  function follow(event: PointerEvent<SVGSVGElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    let nearest = 0;
    chart.points.forEach((point, index) => {
      if (Math.abs(point.x - x) < Math.abs(chart.points[nearest]!.x - x)) nearest = index;
    });
    choose(nearest);
  }

  const above = shown.y > 34;
  return (
    <svg
      className="trend-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => choose(last)}
    >
      {chart.band && (
        <rect className="band" x="34" width={WIDTH - 34} y={chart.band.top} height={chart.band.bottom - chart.band.top} />
      )}
      {chart.lines.map((line) => (
        <g key={line.label}>
          <path className="grid" d={`M34 ${line.y}H${WIDTH}`} />
          <text className="mark" x="26" y={line.y + 4} textAnchor="end">
            {line.label}
          </text>
        </g>
      ))}
      {chart.band && (
        <text className="band-name" x={WIDTH - 4} y={chart.band.bottom - 6} textAnchor="end">
          {band}
        </text>
      )}
      {chart.labels.map((mark) => (
        <text key={mark.x} className="mark" x={mark.x} y={HEIGHT - 8} textAnchor="middle">
          {mark.label}
        </text>
      ))}
      <path className="curve" d={path} />
      {chart.points.map((point, index) => (
        <circle key={point.x} className={index === chosen ? "point chosen" : "point"} cx={point.x} cy={point.y} r={index === chosen ? 5.5 : 4} />
      ))}
      <text className="told" x={shown.x} y={above ? shown.y - 12 : shown.y + 22} textAnchor="middle">
        {shown.number}
      </text>
    </svg>
  );
}
