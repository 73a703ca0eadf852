import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makingFacts } from '@/presentation/makingFacts'
import { STAGES } from '@/protocol/stages'

const project = {
  queue_position: 2,
  stages: [
    {
      id: 'r',
      stage_type: 'rewrite',
      status: 'completed',
      retry_count: 1,
      max_retries: 3,
      error_message: '',
      started_at: '2026-01-02T03:04:05Z',
      input_data: {},
      output_data: { text: 'the result', temperature: 0.7 },
      domain_data: {
        original_text: 'A story.',
        rewritten_text: 'A better story.',
        model_provider: { name: 'Ark', model_name: 'doubao-pro' },
        prompt_used: 'Rewrite this.',
        generation_metadata: { usage: { total_tokens: 812, prompt_tokens: 300 } },
      },
    },
    {
      stage_type: 'storyboard',
      status: 'completed',
      domain_data: {
        count: 1,
        storyboards: [
          { id: 7, sequence_number: 1, narration_text: 'Rain.', image_prompt: 'rain on a roof', seed: 4 },
        ],
      },
    },
    {
      stage_type: 'image_generation',
      status: 'completed',
      domain_data: {
        storyboards: [
          {
            sequence_number: 1,
            images: [
              { id: 'new', width: 720, height: 1280, status: 'completed', retry_count: 0, model: 'sdxl' },
              { id: 'old', width: 1, height: 1 },
            ],
          },
        ],
      },
    },
  ],
}

/** The facts as `name or path: value`. */
const inWords = (...[stage, scene]: [(typeof STAGES)[number], number | null]) =>
  makingFacts(project, stage, scene).map(({ name, path, value }) => `${name ?? path}: ${value}`)

describe('how something was made', () => {
  it('says of a stage what the backend sent: model, prompt, tokens, attempt of how many, place in the queue', () => {
    expect(inWords('rewrite', null)).toEqual([
      'queue: 2',
      'provider: Ark',
      'model: doubao-pro',
      'prompt: Rewrite this.',
      'tokens: 812',
      'attempt: 2/4',
      'started: 2026-01-02T03:04:05Z',
      'generation_metadata.usage.prompt_tokens: 300',
      'id: r',
      'output_data.temperature: 0.7',
    ])
  })

  it('leaves out the results themselves, which the page shows', () => {
    expect(JSON.stringify(makingFacts(project, 'rewrite', null))).not.toMatch(
      /A story|A better story|the result/,
    )
  })

  it('says of a picture its newest version, and the words it was drawn from', () => {
    expect(inWords('image_generation', 1)).toEqual([
      'prompt: rain on a roof',
      'model: sdxl',
      'attempt: 1',
      'size: 720 × 1280',
      'id: new',
    ])
    expect(inWords('storyboard', 1)).toEqual(['prompt: rain on a roof', 'id: 7', 'seed: 4'])
  })

  it('counts a first failure as the first attempt', () => {
    const failed = { stages: [{ stage_type: 'rewrite', status: 'failed', retry_count: 1, max_retries: 3 }] }
    expect(makingFacts(failed, 'rewrite', null)[0]).toMatchObject({ name: 'attempt', value: '1/4' })
  })

  it('says nothing about what was never made', () => {
    expect(inWords('image_generation', 9)).toEqual([])
    expect(inWords('camera_movement', 1)).toEqual([])
    expect(makingFacts(null, 'rewrite', null)).toEqual([])
  })

  it('reads any answer without failing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...STAGES), fc.option(fc.nat()), (wire, stage, scene) => {
        const stages = [{ stage_type: stage, domain_data: wire }]
        for (const { value } of makingFacts({ stages }, stage, scene)) expect(value).not.toBe('')
      }),
    )
  })
})
